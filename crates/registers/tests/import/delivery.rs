//! A delivery of register files that a test puts together.

use registers::import::{RegisterFile, RegisterFiles, Registers, read_registers};

/// A delivery without any row: headers alone.
pub struct Delivery(pub [Option<Vec<u8>>; 8]);

impl Delivery {
    pub fn empty() -> Self {
        Self(RegisterFile::ALL.map(|file| Some(format!("{}\n", file.columns().join(",")).into_bytes())))
    }

    /// The file holds its header and these lines, from line 2 on.
    pub fn with(mut self, name: &str, lines: &[&str]) -> Self {
        let file = RegisterFile::from_name(name).unwrap();
        let text = format!("{}\n{}\n", file.columns().join(","), lines.join("\n"));
        *self.slot(name) = Some(text.into_bytes());
        self
    }

    /// The file is exactly this; `None`: it is not there.
    pub fn with_bytes(mut self, name: &str, bytes: Option<&[u8]>) -> Self {
        *self.slot(name) = bytes.map(<[u8]>::to_vec);
        self
    }

    fn slot(&mut self, name: &str) -> &mut Option<Vec<u8>> {
        let at = RegisterFile::ALL
            .iter()
            .position(|file| file.file_name() == name)
            .unwrap();
        &mut self.0[at]
    }

    pub fn files(&self) -> RegisterFiles<'_> {
        RegisterFiles::of(|wanted| {
            let at = RegisterFile::ALL.iter().position(|file| *file == wanted).unwrap();
            self.0[at].as_deref()
        })
    }

    pub fn read(&self) -> Registers {
        read_registers(&self.files()).unwrap()
    }

    /// Reads, and expects exactly these faults.
    pub fn check(&self, expected: &[&str]) {
        let faults = match read_registers(&self.files()) {
            Ok(_) => Vec::new(),
            Err(rejected) => {
                assert_eq!(rejected.fault_count, u64::try_from(rejected.faults.len()).unwrap());
                rejected.faults.iter().map(ToString::to_string).collect()
            }
        };
        assert_eq!(faults, expected);
    }
}

/// One file with these lines has exactly these faults.
pub fn check(name: &str, lines: &[&str], expected: &[&str]) {
    Delivery::empty().with(name, lines).check(expected);
}

/// Four persons.
pub const AN: &str = "85073003328";
pub const BO: &str = "79010100183";
pub const CIS: &str = "80020200280";
pub const DIRK: &str = "81030300377";
