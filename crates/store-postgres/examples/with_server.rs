//! Runs a command with a throw-away PostgreSQL server, whose address is in `ZORGKAS_TEST_POSTGRES` for that command:
//!
//!     cargo run -p store-postgres --features testing --example with_server -- COMMAND ARGUMENTS…
//!
//! An argument `{}` is the address. The server stays as long as the command runs; an own one is used when
//! `ZORGKAS_TEST_POSTGRES` names it already.

use std::process::{Command, ExitCode};

use store_postgres::testing::{VARIABLE, server_address};

fn main() -> ExitCode {
    let address = server_address();
    let mut arguments = std::env::args().skip(1);
    let Some(program) = arguments.next() else {
        eprintln!("with_server: which command?");
        return ExitCode::from(2);
    };
    let given = arguments.map(|argument| if argument == "{}" { address.to_owned() } else { argument });
    let ended = Command::new(&program).args(given).env(VARIABLE, address).status();
    match ended {
        Ok(status) => status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .map_or(ExitCode::FAILURE, ExitCode::from),
        Err(error) => {
            eprintln!("with_server: {program}: {error}");
            ExitCode::from(2)
        }
    }
}
