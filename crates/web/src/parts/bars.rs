//! A small picture of numbers over months: one bar for each, with its number on it.

use askama::Template;
use askama::filters::HtmlSafe;

/// A bar: its word below, its number and how that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bar {
    pub(crate) word: String,
    pub(crate) number: u64,
    pub(crate) shown: String,
}

/// A bar as drawn.
#[derive(Debug, Clone)]
struct Drawn {
    word: String,
    shown: String,
    x: usize,
    y: u64,
    height: u64,
}

/// Bars beside each other. A table says the same to who does not see it.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/bars.html")]
pub(crate) struct Bars {
    title: String,
    bars: Vec<Drawn>,
    width: usize,
}

impl HtmlSafe for Bars {}

/// How wide a bar is drawn with the room beside it, and how high the highest is.
const BAR: usize = 56;
const HEIGHT: u64 = 84;

impl Bars {
    /// `most`: the number of a bar of full height; the highest of them when it is not given.
    pub(crate) fn new(title: impl Into<String>, bars: Vec<Bar>, most: Option<u64>) -> Self {
        let most = most
            .unwrap_or_else(|| bars.iter().map(|bar| bar.number).max().unwrap_or(0))
            .max(1);
        let width = BAR * bars.len().max(1);
        let drawn = bars.into_iter().enumerate().map(|(place, bar)| {
            let height = (bar.number.min(most) * HEIGHT).div_ceil(most);
            Drawn {
                word: bar.word,
                shown: bar.shown,
                x: place * BAR,
                y: HEIGHT - height + 18,
                height,
            }
        });
        Self {
            title: title.into(),
            bars: drawn.collect(),
            width,
        }
    }
}
