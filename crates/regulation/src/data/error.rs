//! What is wrong with a data file, by file and line.

/// One fault in the regulation data: a file cannot be read, or says what it may not say.
///
/// Display: `care/terms.toml line 7: unknown key "valeu"`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{file} line {line}: {reason}")]
pub struct RegulationError {
    /// The file, by its path inside the folder (`care/terms.toml`).
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong, in a sentence.
    pub reason: String,
}
