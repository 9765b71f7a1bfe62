//! Names with values, below each other.

use askama::Template;
use askama::filters::HtmlSafe;

use super::Cell;
use crate::words::Words;

/// Names with values.
#[derive(Debug, Clone, Template)]
#[template(
    ext = "html",
    source = r#"<dl class="facts">{% for fact in facts %}<div><dt>{{ fact.0 }}</dt><dd>{% if let Some(link) = fact.1.link %}<a href="{{ link }}">{{ fact.1.shown(words) }}</a>{% else if let Some(state) = fact.1.state %}<span class="state {{ state }}">{{ fact.1.shown(words) }}</span>{% else %}{{ fact.1.shown(words) }}{% endif %}{% if let Some(beside) = fact.1.beside %} <span class="quiet">{{ beside }}</span>{% endif %}</dd></div>{% endfor %}</dl>"#
)]
pub(crate) struct Facts {
    words: Words,
    facts: Vec<(String, Cell)>,
}

impl HtmlSafe for Facts {}

impl Facts {
    pub(crate) const fn new(words: Words) -> Self {
        Self {
            words,
            facts: Vec::new(),
        }
    }

    /// With a fact, by the key of its name.
    #[must_use]
    pub(crate) fn with(mut self, key: &str, cell: Cell) -> Self {
        self.facts.push((self.words.t(key), cell));
        self
    }

    /// With a fact, where there is one.
    #[must_use]
    pub(crate) fn with_some(self, key: &str, cell: Option<Cell>) -> Self {
        match cell {
            Some(cell) => self.with(key, cell),
            None => self,
        }
    }
}
