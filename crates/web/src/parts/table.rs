//! A table: what it shows stands in the URL, so that it can be sorted, filtered and paged without a script, and kept.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Address, Cell};
use crate::words::Words;

/// A column.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// Its heading.
    pub(crate) title: String,
    /// By what name it is sorted by, where it can be.
    pub(crate) sort: Option<&'static str>,
    /// Whether it holds numbers.
    pub(crate) is_number: bool,
    /// Whether it holds what can be pressed: no file has it.
    pub(crate) is_presses: bool,
}

impl Column {
    pub(crate) fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            sort: None,
            is_number: false,
            is_presses: false,
        }
    }

    /// Of numbers.
    pub(crate) fn number(title: impl Into<String>) -> Self {
        Self {
            is_number: true,
            ..Self::new(title)
        }
    }

    /// Of what can be pressed.
    pub(crate) fn presses(title: impl Into<String>) -> Self {
        Self {
            is_presses: true,
            ..Self::new(title)
        }
    }

    /// Can be sorted by.
    #[must_use]
    pub(crate) const fn sorts(mut self, name: &'static str) -> Self {
        self.sort = Some(name);
        self
    }
}

/// How a table is sorted: by the name of a column, upwards or downwards. In the URL: `dag`, or `-dag`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sorted {
    pub(crate) by: String,
    pub(crate) is_down: bool,
}

impl Sorted {
    /// From the URL.
    pub(crate) fn read(text: &str) -> Self {
        let is_down = text.starts_with('-');
        Self {
            by: text.trim_start_matches('-').to_owned(),
            is_down,
        }
    }
}

/// A table.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/table.html")]
pub(crate) struct Table {
    words: Words,
    /// Its name on the page and, for a file, that of the file.
    pub(crate) name: &'static str,
    /// What it is, for who does not see it.
    pub(crate) caption: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Vec<Cell>>,
    /// What stands in its place when it has no rows.
    empty: String,
    /// The page on which it stands, with what is chosen.
    address: Address,
    sorted: Option<Sorted>,
    /// The first page, when this is another.
    first: Option<String>,
    /// The next page.
    next: Option<String>,
    has_files: bool,
}

impl HtmlSafe for Table {}

impl Table {
    pub(crate) fn new(words: Words, name: &'static str, caption: impl Into<String>, address: Address) -> Self {
        Self {
            words,
            name,
            caption: caption.into(),
            columns: Vec::new(),
            rows: Vec::new(),
            empty: words.t("table-empty"),
            address,
            sorted: None,
            first: None,
            next: None,
            has_files: true,
        }
    }

    #[must_use]
    pub(crate) fn columns(mut self, columns: impl IntoIterator<Item = Column>) -> Self {
        self.columns = columns.into_iter().collect();
        self
    }

    #[must_use]
    pub(crate) fn rows(mut self, rows: impl IntoIterator<Item = Vec<Cell>>) -> Self {
        self.rows = rows.into_iter().collect();
        self
    }

    /// What stands in its place when it has no rows.
    #[must_use]
    pub(crate) fn empty(mut self, text: impl Into<String>) -> Self {
        self.empty = text.into();
        self
    }

    #[must_use]
    pub(crate) fn sorted(mut self, sorted: Option<Sorted>) -> Self {
        self.sorted = sorted;
        self
    }

    /// Where the next page begins (a name and its value in the URL), and whether this is the first.
    #[must_use]
    pub(crate) fn paged(mut self, name: &'static str, next: Option<String>, is_first: bool) -> Self {
        self.next = next.map(|next| self.address.with(name, next).to_string());
        self.first = (!is_first).then(|| self.address.without(name).to_string());
        self
    }

    /// Without files: a small table beside others.
    #[must_use]
    pub(crate) const fn without_files(mut self) -> Self {
        self.has_files = false;
        self
    }

    /// The address that sorts by a column: upwards, or downwards when it is sorted so already.
    fn sorting(&self, name: &str) -> String {
        let is_up = self
            .sorted
            .as_ref()
            .is_some_and(|sorted| sorted.by == name && !sorted.is_down);
        let value = if is_up { format!("-{name}") } else { name.to_owned() };
        self.address.without("na").with("sorteer", value).to_string()
    }

    /// How a column is sorted, as `aria-sort` says it.
    fn direction(&self, name: &str) -> Option<&'static str> {
        let sorted = self.sorted.as_ref().filter(|sorted| sorted.by == name)?;
        Some(if sorted.is_down { "descending" } else { "ascending" })
    }

    fn file(&self, form: &str) -> String {
        self.address
            .without("na")
            .with("vorm", form)
            .with("tabel", self.name)
            .to_string()
    }
}
