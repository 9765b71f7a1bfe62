//! What a command says, and how it ends.

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

use app::Problem;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Done.
    Done,
    /// The answer is no.
    No,
    /// Wrong use, or input that cannot be read.
    WrongUse,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Done => 0,
            Status::No => 1,
            Status::WrongUse => 2,
        })
    }
}

/// Why a command could not end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Something that was named cannot be read, written or understood.
    #[error("{0}")]
    WrongUse(String),
    /// A use case gave a problem.
    #[error("{0}")]
    Problem(#[from] Problem),
    /// Our own output is closed.
    #[error("the output is closed")]
    Output,
}

impl Failure {
    pub(crate) fn status(&self) -> Status {
        match self {
            Self::WrongUse(_) => Status::WrongUse,
            Self::Problem(_) => Status::No,
            Self::Output => Status::Done,
        }
    }

    /// A file that could not be read or written.
    pub(crate) fn file(path: &std::path::Path, error: &io::Error) -> Self {
        Self::WrongUse(format!("{}: {error}", path.display()))
    }
}

impl From<store::StoreError> for Failure {
    fn from(error: store::StoreError) -> Self {
        Self::Problem(error.into())
    }
}

/// Where a command says what it has to say.
pub(crate) struct Output {
    out: Box<dyn Write>,
}

impl Output {
    /// Standard output.
    pub(crate) fn standard() -> Self {
        Self {
            out: Box::new(io::BufWriter::new(io::stdout())),
        }
    }

    /// Says one line.
    pub(crate) fn line(&mut self, text: impl fmt::Display) -> Result<(), Failure> {
        writeln!(self.out, "{text}")
            .and_then(|()| self.out.flush())
            .map_err(|_| Failure::Output)
    }

    /// Says bytes as they are, and ends the line where they do not.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let end: &[u8] = if bytes.ends_with(b"\n") { b"" } else { b"\n" };
        let said = self.out.write_all(bytes).and_then(|()| self.out.write_all(end));
        said.and_then(|()| self.out.flush()).map_err(|_| Failure::Output)
    }

    /// Says on standard error why it ended.
    pub(crate) fn complain(&mut self, failure: &Failure) {
        let _ = self.out.flush();
        let mut err = io::stderr().lock();
        let _ = match failure {
            Failure::Problem(problem) if !problem.issues().is_empty() => {
                problem.issues().iter().try_for_each(|issue| writeln!(err, "{issue}"))
            }
            _ => writeln!(err, "zorgkas: {failure}"),
        };
    }
}
