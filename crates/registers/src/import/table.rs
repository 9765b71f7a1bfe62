//! A register file as a table: header, lines, fields.

use std::fmt::Display;

use csv::ByteRecord;
use identifiers::Period;

use super::fault::Faults;
use super::field;

/// Reads one file: every line behind the header that `read_row` can make a row of. Faults go to `faults`;
/// without a right header no line is read, because no field would have a name.
pub(super) fn read_rows<T>(
    data: Option<&[u8]>,
    faults: &mut Faults,
    read_row: fn(&mut Row<'_>) -> Option<T>,
) -> Vec<T> {
    let Some(data) = data else {
        if faults.file.is_mandatory() {
            faults.add(0, "", "the file is missing");
        }
        return Vec::new();
    };
    let mut lines = Lines::new(data);
    let mut record = ByteRecord::new();
    let Some(header_line) = lines.next(&mut record, faults) else {
        faults.add(1, "", "the file is empty; a header is expected");
        return Vec::new();
    };
    let Some(field_of_column) = read_header(header_line, &record, faults) else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    while let Some(line) = lines.next(&mut record, faults) {
        if record.len() == field_of_column.len() {
            let row = &mut Row {
                line,
                record: &record,
                field_of_column: &field_of_column,
                next: 0,
                faults,
            };
            rows.extend(read_row(row));
        } else {
            faults.add(
                line,
                "",
                format_args!("{} fields; expected {}", record.len(), field_of_column.len()),
            );
        }
    }
    rows
}

/// For each column of the file the place of its field in a line; `None` when the header is wrong.
fn read_header(line: u64, header: &ByteRecord, faults: &mut Faults) -> Option<Vec<usize>> {
    let columns = faults.file.columns();
    let mut places: Vec<Option<usize>> = vec![None; columns.len()];
    let mut right = true;
    for (place, name) in header.iter().enumerate() {
        let name = str::from_utf8(name).unwrap_or_default().trim();
        let found = columns
            .iter()
            .position(|column| *column == name)
            .and_then(|at| places.get_mut(at));
        match found {
            Some(free @ None) => *free = Some(place),
            Some(Some(_)) => {
                faults.add(line, name, "the column stands twice in the header");
                right = false;
            }
            None => {
                faults.add(line, &shown_name(name, place), "unknown column");
                right = false;
            }
        }
    }
    for (column, _) in columns.iter().zip(&places).filter(|(_, place)| place.is_none()) {
        faults.add(line, column, "the column is missing");
        right = false;
    }
    if right { places.into_iter().collect() } else { None }
}

/// How an unknown column is named: by its name if that looks like one, else by its place, from 1 on. The
/// header of a file without one is a line of persons, whose numbers are not shown.
fn shown_name(name: &str, place: usize) -> String {
    let looks_like_one = (1..=40).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
    if looks_like_one {
        name.to_owned()
    } else {
        place.saturating_add(1).to_string()
    }
}

/// The lines of a file with their numbers. The CSV reader counts lines wrongly behind CRLF and blank lines,
/// so they are counted here.
struct Lines<'d> {
    data: &'d [u8],
    reader: csv::Reader<&'d [u8]>,
    /// Bytes whose line breaks are counted, and the line that begins there.
    counted_bytes: usize,
    line: u64,
}

impl<'d> Lines<'d> {
    fn new(data: &'d [u8]) -> Self {
        let data = data.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(data);
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(data);
        Self {
            data,
            reader,
            counted_bytes: 0,
            line: 1,
        }
    }

    /// Reads the next line that is not blank into `record`; its number, or `None` at the end.
    fn next(&mut self, record: &mut ByteRecord, faults: &mut Faults) -> Option<u64> {
        loop {
            match self.reader.read_byte_record(record) {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => {
                    // Reading bytes of memory does not fail; if it ever does, the file is not taken.
                    faults.add(self.line, "", format_args!("cannot be read: {:?}", error.kind()));
                    return None;
                }
            }
            let line = self.line_of(record);
            let blank = record.len() == 1 && record.iter().all(|field| field.trim_ascii().is_empty());
            if !blank {
                return Some(line);
            }
        }
    }

    /// The number of the line on which a record begins: its position, past the line breaks before it.
    fn line_of(&mut self, record: &ByteRecord) -> u64 {
        let position = record.position().map_or(0, csv::Position::byte);
        let mut start = usize::try_from(position).unwrap_or(usize::MAX);
        while matches!(self.data.get(start), Some(b'\r' | b'\n')) {
            start += 1;
        }
        for at in self.counted_bytes..start {
            let next = self.data.get(at + 1);
            match self.data.get(at) {
                Some(b'\n') => self.line += 1,
                Some(b'\r') if next != Some(&b'\n') => self.line += 1,
                Some(_) => {}
                None => break,
            }
        }
        self.counted_bytes = self.counted_bytes.max(start);
        self.line
    }
}

/// One line of a file, whose fields are asked for by column.
///
/// Each question names its own fault and answers `None` then, so that a reader asks for all fields before it
/// gives the row up.
pub(super) struct Row<'r> {
    /// Number of the line.
    pub(super) line: u64,
    record: &'r ByteRecord,
    field_of_column: &'r [usize],
    /// The column asked for next, if the reader goes from left to right: spares the search.
    next: usize,
    faults: &'r mut Faults,
}

impl<'r> Row<'r> {
    /// A line whose fields stand in the order of the columns of its file.
    pub(super) const fn of_texts(
        line: u64,
        record: &'r ByteRecord,
        places: &'r [usize],
        faults: &'r mut Faults,
    ) -> Self {
        Self {
            line,
            record,
            field_of_column: places,
            next: 0,
            faults,
        }
    }

    /// A value that must be there.
    pub(super) fn required<T, E: Display>(
        &mut self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        match self.optional(column, parse)? {
            Some(value) => Some(value),
            None => self.fault(column, "is empty"),
        }
    }

    /// A value that may be empty (unknown, or an open end): `Some(None)` then.
    pub(super) fn optional<T, E: Display>(
        &mut self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<Option<T>> {
        let Ok(text) = str::from_utf8(self.field(column)) else {
            return self.fault(column, "is not UTF-8");
        };
        match text.trim() {
            "" => Some(None),
            value => match parse(value) {
                Ok(value) => Some(Some(value)),
                Err(reason) => self.fault(column, reason),
            },
        }
    }

    /// The columns `from` and `to` (empty: open).
    pub(super) fn period(&mut self) -> Option<Period> {
        let from = self.required("from", field::date);
        let to = self.optional("to", field::date);
        match Period::new(from?, to?) {
            Ok(period) => Some(period),
            Err(_) => self.fault("to", "lies before from"),
        }
    }

    /// Names a fault of this line.
    pub(super) fn fault<T>(&mut self, column: &'static str, reason: impl Display) -> Option<T> {
        self.faults.add(self.line, column, reason);
        None
    }

    fn field(&mut self, column: &'static str) -> &'r [u8] {
        let columns = self.faults.file.columns();
        let at = (self.next..columns.len())
            .chain(0..self.next)
            .find(|at| columns.get(*at) == Some(&column))
            .expect("a reader asks only for columns of its own file");
        self.next = at + 1;
        self.field_of_column
            .get(at)
            .and_then(|place| self.record.get(*place))
            .unwrap_or_default()
    }
}
