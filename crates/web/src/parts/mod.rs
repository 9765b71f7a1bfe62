//! What pages are made of: each part is a value that a page fills in and its template shows. A part is made once, for
//! the pages of funds and of facilities alike.
//!
//! - [`Address`]: a path with its query, so that what a list shows stands in the URL.
//! - [`Table`] of [`Cell`]s: sorts, filters and pages by links, and goes out as CSV or XLSX ([`export`]).
//! - [`Field`]: a field of a form, with what is wrong beside it. [`Filter`]: a form that chooses what a table shows.
//! - [`Facts`], [`Notice`], [`state`]: names with values; what was done or went wrong; where something stands, by a word.
//! - [`Bars`], [`Steps`], [`Calendar`]: pictures, each with the table that says the same.

pub(crate) mod address;
pub(crate) mod bars;
pub(crate) mod calendar;
pub(crate) mod cell;
pub(crate) mod export;
pub(crate) mod facts;
pub(crate) mod field;
pub(crate) mod notice;
pub(crate) mod steps;
pub(crate) mod table;

pub(crate) use address::Address;
pub(crate) use bars::{Bar, Bars};
pub(crate) use calendar::{Calendar, CalendarDay};
pub(crate) use cell::{Cell, Press};
pub(crate) use export::{Form as ExportForm, exported};
pub(crate) use facts::Facts;
pub(crate) use field::{Field, Filter};
pub(crate) use notice::Notice;
pub(crate) use steps::{Step, Steps};
pub(crate) use table::{Column, Table};
