//! A table as a file: CSV for whoever reads it by a program, XLSX for whoever opens it.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use identifiers::{brussels_clock, brussels_day};
use jiff::Timestamp;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::cell::Value;
use super::{Cell, Table};

/// The most rows that a file holds; a list is read so far and no further.
pub(crate) const MOST_ROWS: usize = 50_000;

/// As what a table goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Csv,
    Xlsx,
}

impl Form {
    /// From the URL.
    pub(crate) fn read(text: &str) -> Option<Self> {
        match text {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }
}

/// A table as a file.
pub(crate) fn exported(table: &Table, form: Form, at: Timestamp) -> Response {
    let (bytes, kind, ending) = match form {
        Form::Csv => (as_csv(table).ok(), "text/csv; charset=utf-8", "csv"),
        Form::Xlsx => (
            as_xlsx(table).ok(),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
        ),
    };
    let Some(bytes) = bytes else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let name = format!("attachment; filename=\"{}-{}.{ending}\"", table.name, brussels_day(at));
    ([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response()
}

/// Places of the columns that a file has.
fn kept(table: &Table) -> Vec<usize> {
    let columns = table.columns.iter().enumerate();
    columns
        .filter(|(_, column)| !column.is_presses)
        .map(|(place, _)| place)
        .collect()
}

/// A cell and what stands below it, as words.
fn words_of(cell: &Cell) -> String {
    let text = match &cell.value {
        Value::Text(text) => text.clone(),
        Value::Empty => String::new(),
        Value::Money(amount) => {
            let cents = amount.cents();
            let sign = if cents < 0 { "-" } else { "" };
            format!("{sign}{}.{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100)
        }
        Value::Number(number) => number.to_string(),
        Value::Day(day) => day.to_string(),
        Value::Moment(at) => brussels_clock(*at).strftime("%Y-%m-%d %H:%M").to_string(),
    };
    match &cell.beside {
        Some(beside) if text.is_empty() => beside.clone(),
        Some(beside) => format!("{text} · {beside}"),
        None => text,
    }
}

/// What a spreadsheet would take for a formula is given as text to it: a name may begin with anything.
fn harmless(text: String) -> String {
    let is_number = text.parse::<f64>().is_ok();
    if !is_number && text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text
    }
}

fn as_csv(table: &Table) -> Result<Vec<u8>, csv::Error> {
    let kept = kept(table);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(kept.iter().map(|place| table.columns[*place].title.as_str()))?;
    for row in &table.rows {
        let cells = kept.iter().filter_map(|place| row.get(*place));
        writer.write_record(cells.map(|cell| harmless(words_of(cell))))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn as_xlsx(table: &Table) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let bold = Format::new().set_bold();
    let kept = kept(table);
    for (column, place) in (0..).zip(&kept) {
        sheet.write_string_with_format(0, column, &table.columns[*place].title, &bold)?;
    }
    for (row, cells) in (1..).zip(&table.rows) {
        for (column, place) in (0..).zip(&kept) {
            if let Some(cell) = cells.get(*place) {
                write_cell(sheet, (row, column), cell)?;
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofit();
    book.save_to_buffer()
}

fn write_cell(sheet: &mut Worksheet, (row, column): (u32, u16), cell: &Cell) -> Result<(), XlsxError> {
    match (&cell.value, &cell.beside) {
        (Value::Empty, None) => {}
        (Value::Money(_), _) => {
            let euros = Format::new().set_num_format("#,##0.00");
            sheet.write_number_with_format(row, column, number_of(cell), &euros)?;
        }
        (Value::Number(_), None) => {
            sheet.write_number(row, column, number_of(cell))?;
        }
        _ => {
            sheet.write_string(row, column, words_of(cell))?;
        }
    }
    Ok(())
}

/// A spreadsheet knows no other number than this; what is written to the cent is read to the cent.
fn number_of(cell: &Cell) -> f64 {
    let alone = Cell {
        beside: None,
        ..cell.clone()
    };
    words_of(&alone).parse().unwrap_or_default()
}
