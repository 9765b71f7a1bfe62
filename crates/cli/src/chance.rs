//! The one place that asks the machine for random bytes: tokens of sessions, salts, secrets of second factors.

use crate::output::Failure;

/// Random bytes that nobody can guess.
///
/// # Errors
/// The machine has none: nothing that needs them may go on.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::WrongUse(format!("this machine gives no random bytes: {error}")))?;
    Ok(bytes)
}

/// The same as a source that goes on giving, for a server.
///
/// # Errors
/// The machine has none.
pub(crate) fn source() -> Result<Box<dyn Fn() -> [u8; 32] + Send + Sync>, Failure> {
    // Asked once before anyone needs it: a machine that gives bytes now does so later.
    bytes::<32>()?;
    Ok(Box::new(|| {
        let mut bytes = [0; 32];
        // Without random bytes a token could be guessed: better no server than that.
        getrandom::fill(&mut bytes).expect("random bytes, which the machine gave when the server began");
        bytes
    }))
}
