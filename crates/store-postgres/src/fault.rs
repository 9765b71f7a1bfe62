//! What an error of PostgreSQL means to the application.

use store::StoreError;
use tokio_postgres::error::SqlState;

/// An error of a statement, and whether its connection can still be used.
pub(crate) struct Failure {
    pub(crate) error: StoreError,
    /// Nobody knows what state the connection is in: it is thrown away.
    pub(crate) is_lost: bool,
    /// The name of the key that was violated.
    pub(crate) duplicate: Option<String>,
}

impl Failure {
    /// The server did not answer within the limit.
    pub(crate) fn late() -> Self {
        Self::lost("the database did not answer in time")
    }

    pub(crate) fn lost(reason: &str) -> Self {
        Self {
            error: StoreError::Unavailable(reason.into()),
            is_lost: true,
            duplicate: None,
        }
    }

    /// The same, where a violated unique key means that another writer came first.
    pub(crate) fn guarded(mut self, guard: &'static str) -> Self {
        if self.duplicate.is_some() {
            self.error = StoreError::Conflict { guard };
        }
        self
    }
}

/// An error without anything of a row in it: of what the server says only names of tables and keys are repeated, and
/// its sentence where it speaks of schema or access.
impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(told) = error.as_db_error() else {
            // Without an answer of the server: the link is cut, or what it sent is not understood.
            return if error.is_closed() || is_of_the_link(&error) {
                Self::lost("the connection to the database is lost")
            } else {
                let reason = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
                Self {
                    error: StoreError::Fault(format!("the database: {reason}")),
                    is_lost: true,
                    duplicate: None,
                }
            };
        };
        let code = told.code();
        if *code == SqlState::UNIQUE_VIOLATION {
            let key = told.constraint().unwrap_or_default().to_owned();
            return Self {
                error: StoreError::Fault(format!("the key {key} has this already")),
                is_lost: false,
                duplicate: Some(key),
            };
        }
        let unavailable = |reason: &str, is_lost| Self {
            error: StoreError::Unavailable(reason.into()),
            is_lost,
            duplicate: None,
        };
        match &code.code()[..2] {
            "40" => unavailable("another writer is in the way: it can be tried again", false),
            "55" => unavailable("waited too long for another writer", false),
            "53" => unavailable("the database is short of room or connections", true),
            "08" => unavailable("the connection to the database is lost", true),
            "57" if *code == SqlState::QUERY_CANCELED => unavailable("the database took too long", false),
            "57" => unavailable("the database is starting or stopping", true),
            // The schema was brought up to date while this was connected.
            "0A" if told.message().contains("cached plan") => {
                unavailable("the schema has changed: it can be tried again", true)
            }
            "28" | "3D" => unavailable(told.message(), true),
            "25" if *code == SqlState::READ_ONLY_SQL_TRANSACTION => {
                unavailable("the database may only be read, not written", false)
            }
            "42" | "P0" => Self {
                error: StoreError::Fault(format!("the database: {}", told.message())),
                is_lost: false,
                duplicate: None,
            },
            _ => Self {
                error: StoreError::Fault(format!(
                    "the database: {} {} {}",
                    code.code(),
                    told.table().unwrap_or_default(),
                    told.constraint().unwrap_or_default()
                )),
                is_lost: false,
                duplicate: None,
            },
        }
    }
}

/// Whether somewhere below an error lies one of the operating system.
fn is_of_the_link(error: &tokio_postgres::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        if inner.is::<std::io::Error>() {
            return true;
        }
        cause = inner.source();
    }
    false
}
