//! The screens: pages made on the server (screens.md). They show what use cases answer; no rule lives here, and no
//! right is checked here.
//!
//! Until sign-in exists only the demonstration serves them, on loopback: whoever looks chooses as the case worker of
//! which fund.

mod batch_answer;
mod dossier;
mod list;
mod page;
mod routes;
mod site;
mod timeline;
mod words;

pub use batch_answer::{Style, batch_answer_page};
pub use routes::router;
pub use site::Site;
pub use words::{Language, Words};
