//! What is wrong with a delivery, and where.

use std::fmt;

use super::file::RegisterFile;

/// The highest number of faults that are kept and shown; the others are only counted.
pub const MAX_FAULTS: usize = 1000;

/// One fault: where it stands and why it is one. Never holds the value that was read.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, thiserror::Error)]
pub struct RowError {
    /// Name of the file.
    pub file: String,
    /// Line in the file, the header being 1; 0: the file as a whole.
    pub line: u64,
    /// Column; empty: the row as a whole.
    pub column: String,
    /// Why it is a fault, in English.
    pub reason: String,
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, " line {}", self.line)?;
        }
        if !self.column.is_empty() {
            write!(f, ", column {}", self.column)?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// A delivery that is not taken: what is wrong with it. Its text has one line per fault.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, thiserror::Error)]
pub struct RejectedRegisters {
    /// The first [`MAX_FAULTS`] faults, by file and line.
    pub faults: Vec<RowError>,
    /// How many faults there are in all; at least the number of `faults`.
    pub fault_count: u64,
}

impl RejectedRegisters {
    /// The delivery is taken when no file has a fault.
    pub(super) fn check(files: impl IntoIterator<Item = Faults>) -> Result<(), Self> {
        let mut all = Self {
            faults: Vec::new(),
            fault_count: 0,
        };
        for mut file in files {
            // Faults of single rows are found before those between rows: put them in the order of lines.
            file.kept.sort_by_key(|fault| fault.line);
            all.fault_count = all.fault_count.saturating_add(file.count);
            let room = MAX_FAULTS.saturating_sub(all.faults.len());
            all.faults.extend(file.kept.into_iter().take(room));
        }
        if all.fault_count == 0 { Ok(()) } else { Err(all) }
    }
}

impl fmt::Display for RejectedRegisters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = self.faults.iter();
        if let Some(first) = lines.next() {
            write!(f, "{first}")?;
        }
        for fault in lines {
            write!(f, "\n{fault}")?;
        }
        let shown = u64::try_from(self.faults.len()).unwrap_or(u64::MAX);
        match self.fault_count.saturating_sub(shown) {
            0 => Ok(()),
            more => write!(f, "\nand {more} more"),
        }
    }
}

/// The faults of one file while it is read.
pub(super) struct Faults {
    pub(super) file: RegisterFile,
    kept: Vec<RowError>,
    count: u64,
}

impl Faults {
    pub(super) const fn new(file: RegisterFile) -> Self {
        Self {
            file,
            kept: Vec::new(),
            count: 0,
        }
    }

    /// What was named.
    pub(super) fn into_kept(self) -> Vec<RowError> {
        self.kept
    }

    /// Names a fault; an empty column means the row as a whole, line 0 the file as a whole.
    pub(super) fn add(&mut self, line: u64, column: &str, reason: impl fmt::Display) {
        self.count = self.count.saturating_add(1);
        if self.kept.len() < MAX_FAULTS {
            self.kept.push(RowError {
                file: self.file.file_name().to_owned(),
                line,
                column: column.to_owned(),
                reason: reason.to_string(),
            });
        }
    }
}
