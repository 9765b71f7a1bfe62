//! The screens: pages made on the server (screens.md). They show what use cases answer; no rule lives here, and no
//! right is checked here.
//!
//! Who looks is known by their session (`visit`); what holds for every request stands in `guard`; which pages a role can
//! go to, in `nav`.

mod attempts;
mod batch_answer;
mod cookies;
mod dossier;
mod facility;
mod fund;
mod guard;
mod identity;
mod list;
mod nav;
mod page;
mod parts;
mod routes;
mod sign_in;
mod site;
mod timeline;
mod visit;
mod words;

pub use attempts::Caller;
pub use batch_answer::{Style, batch_answer_page};
pub use identity::{Fetch, Fetcher, IdentityProvider};
pub use routes::router;
pub use site::{DemoPerson, Door, Public, Setting, Site};
pub use words::{Language, Words};
