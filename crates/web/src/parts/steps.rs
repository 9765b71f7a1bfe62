//! A picture of the steps that something goes through: which were taken, where it stands, which may follow.

use askama::Template;
use askama::filters::HtmlSafe;

/// A step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// Its word.
    pub(crate) word: String,
    /// When it was taken, or whatever stands below its word.
    pub(crate) below: String,
    /// Where it stands: `taken`, `here`, `bad` (here, and it ends here) or `later`.
    pub(crate) class: &'static str,
}

/// Steps in order, drawn from left to right on a wide screen and below each other on a narrow one. A list to who does
/// not see it.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/steps.html")]
pub(crate) struct Steps {
    label: String,
    /// Each with the middle of the one before it and its own.
    steps: Vec<(usize, usize, Step)>,
    width: usize,
}

impl HtmlSafe for Steps {}

/// How wide a step is drawn.
const STEP: usize = 160;

impl Steps {
    pub(crate) fn new(label: impl Into<String>, steps: Vec<Step>) -> Self {
        Self {
            label: label.into(),
            width: STEP * steps.len().max(1),
            steps: steps
                .into_iter()
                .enumerate()
                .map(|(place, step)| (middle(place.saturating_sub(1)), middle(place), step))
                .collect(),
        }
    }
}

/// Where the middle of a step lies.
const fn middle(place: usize) -> usize {
    place * STEP + STEP / 2
}
