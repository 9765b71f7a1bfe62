//! A cell of a table: what it holds by its type, so that a file gets a number where a page gets words.

use identifiers::EuroCents;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::words::Words;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// An amount.
    Money(EuroCents),
    /// A number.
    Number(i64),
    /// A day.
    Day(Date),
    /// A moment.
    Moment(Timestamp),
}

/// A button in a cell: a form of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Press {
    /// Where the form goes.
    pub(crate) action: String,
    /// The word on the button.
    pub(crate) word: String,
    /// To whoever does not see the row: what the button is about.
    pub(crate) about: String,
    /// What goes along unseen.
    pub(crate) hidden: Vec<(&'static str, String)>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    /// What it holds.
    pub(crate) value: Value,
    /// Where it leads.
    pub(crate) link: Option<String>,
    /// The class of a state; its word is the value.
    pub(crate) state: Option<&'static str>,
    /// What stands below it, smaller.
    pub(crate) beside: Option<String>,
    /// What can be pressed.
    pub(crate) presses: Vec<Press>,
}

impl Cell {
    const fn of(value: Value) -> Self {
        Self {
            value,
            link: None,
            state: None,
            beside: None,
            presses: Vec::new(),
        }
    }

    pub(crate) const fn empty() -> Self {
        Self::of(Value::Empty)
    }

    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::of(Value::Text(text.into()))
    }

    pub(crate) fn maybe(text: Option<impl Into<String>>) -> Self {
        text.map_or_else(Self::empty, Self::text)
    }

    pub(crate) const fn money(amount: EuroCents) -> Self {
        Self::of(Value::Money(amount))
    }

    pub(crate) fn number(number: impl TryInto<i64>) -> Self {
        Self::of(Value::Number(number.try_into().unwrap_or(i64::MAX)))
    }

    pub(crate) const fn day(day: Date) -> Self {
        Self::of(Value::Day(day))
    }

    pub(crate) const fn moment(at: Timestamp) -> Self {
        Self::of(Value::Moment(at))
    }

    /// Where something stands: a class for its colour and, always, a word.
    pub(crate) fn state(class: &'static str, word: impl Into<String>) -> Self {
        Self {
            state: Some(class),
            ..Self::text(word)
        }
    }

    /// What can be pressed in it, and nothing else.
    pub(crate) fn presses(presses: Vec<Press>) -> Self {
        Self {
            presses,
            ..Self::empty()
        }
    }

    #[must_use]
    pub(crate) fn link(mut self, address: impl ToString) -> Self {
        self.link = Some(address.to_string());
        self
    }

    #[must_use]
    pub(crate) fn beside(mut self, text: impl Into<String>) -> Self {
        self.beside = Some(text.into());
        self
    }

    #[must_use]
    pub(crate) fn beside_some(mut self, text: Option<String>) -> Self {
        self.beside = text;
        self
    }

    /// As a page shows it.
    pub(crate) fn shown(&self, words: &Words) -> String {
        match &self.value {
            Value::Empty => String::new(),
            Value::Text(text) => text.clone(),
            Value::Money(amount) => words.amount(*amount),
            Value::Number(number) => words.number(*number),
            Value::Day(day) => words.day(*day),
            Value::Moment(at) => words.moment(*at),
        }
    }

    /// Whether it is kept on one line.
    pub(crate) const fn is_day(&self) -> bool {
        matches!(self.value, Value::Day(_))
    }

    /// Whether it stands to the right.
    pub(crate) const fn is_number(&self) -> bool {
        matches!(self.value, Value::Money(_) | Value::Number(_))
    }
}
