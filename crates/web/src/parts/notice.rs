//! What was done, what holds, or what went wrong, in one sentence above a page.

use askama::Template;
use askama::filters::HtmlSafe;

/// A sentence above a page.
#[derive(Debug, Clone, Template)]
#[template(
    ext = "html",
    source = r#"<div class="notice {{ kind }}" role="{% if kind == "wrong" %}alert{% else %}status{% endif %}"><p>{{ text }}</p></div>"#
)]
pub(crate) struct Notice {
    kind: &'static str,
    text: String,
}

impl HtmlSafe for Notice {}

impl Notice {
    /// It was done.
    pub(crate) fn done(text: impl Into<String>) -> Self {
        Self {
            kind: "done",
            text: text.into(),
        }
    }

    /// It was not done.
    pub(crate) fn wrong(text: impl Into<String>) -> Self {
        Self {
            kind: "wrong",
            text: text.into(),
        }
    }

    /// It holds.
    pub(crate) fn told(text: impl Into<String>) -> Self {
        Self {
            kind: "told",
            text: text.into(),
        }
    }
}
