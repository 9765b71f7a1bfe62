//! Cutting a stream of bytes into header and records, also when it is damaged.
//!
//! Records have no separators, but CR and LF between them are tolerated (billing.md §1). A byte inside a record
//! that was changed into CR or LF must not derail the reader, and a missing or added byte must not make every
//! later record wrong. So the sequence numbers (zone 2) are used as signposts: a boundary is believed when a
//! record with the expected number stands there, or when the one behind it does.

use std::io::{self, Read};

use crate::bytes::{all_digits, small};
use crate::zones::{HEADER_LENGTH, Layout, RECORD_LENGTH};

/// How many bytes are read at once.
const BLOCK: usize = 256 * 1024;
/// How many bytes before the present record stay in memory.
const KEPT_BEHIND: usize = 512;
/// How many bytes ahead are looked at.
const AHEAD: usize = 2 * RECORD_LENGTH + 128;
/// A run of CR and LF longer than this is no separator.
const LONGEST_SEPARATOR: usize = 8;
/// After so many unreadable records in a row the rest is not read.
const UNREADABLE_IN_A_ROW: u32 = 200;

/// A stream of bytes as header and records.
pub(crate) struct Frames<R> {
    input: R,
    buffer: Vec<u8>,
    /// Where the present piece begins, in the buffer.
    at: usize,
    /// Its length.
    length: usize,
    /// Where the bytes end, in the buffer.
    end: usize,
    ended: bool,
    /// The sequence number that the next record should carry.
    expected: u32,
    /// The length of the separator, once seen.
    separator: Option<usize>,
    unreadable: u32,
    closed: bool,
}

/// What comes next.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    /// A record.
    Record(Frame),
    /// Nothing more.
    End,
    /// So much is unreadable that the rest is not read.
    GivenUp,
}

/// A record as it was found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    /// Its kind by its first two characters.
    pub(crate) layout: Option<Layout>,
    /// How many bytes the piece before it was too long, or (negative) too short.
    pub(crate) displaced: isize,
    /// The sequence number that should stand in it, when another does.
    pub(crate) expected_number: Option<u32>,
}

/// How a file is encoded that is not one byte per character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Nothing seen that says otherwise.
    OneByte,
    /// It begins with the mark of UTF-8, which is passed over.
    Utf8Mark,
    /// It is UTF-16: nothing of it is read.
    Utf16,
}

impl<R: Read> Frames<R> {
    pub(crate) fn new(input: R) -> Self {
        Self {
            input,
            buffer: vec![0; BLOCK + KEPT_BEHIND],
            at: 0,
            length: 0,
            end: 0,
            ended: false,
            expected: 1,
            separator: None,
            unreadable: 0,
            closed: false,
        }
    }

    /// Reads until so many bytes lie ahead, or the end.
    fn fill(&mut self, ahead: usize) -> io::Result<()> {
        while self.end - self.at < ahead && !self.ended {
            if self.end == self.buffer.len() {
                let from = self.at.saturating_sub(KEPT_BEHIND);
                self.buffer.copy_within(from..self.end, 0);
                self.at -= from;
                self.end -= from;
            }
            match self.input.read(&mut self.buffer[self.end..]) {
                Ok(0) => self.ended = true,
                Ok(count) => self.end += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// The encoding, to be asked before the header.
    pub(crate) fn encoding(&mut self) -> io::Result<Encoding> {
        self.fill(AHEAD)?;
        Ok(match &self.buffer[self.at..self.end] {
            [0xef, 0xbb, 0xbf, ..] => {
                self.at += 3;
                Encoding::Utf8Mark
            }
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [b'9', 0, b'2', ..] | [0, b'9', 0, ..] => Encoding::Utf16,
            _ => Encoding::OneByte,
        })
    }

    /// The header: 227 bytes, fewer when the file ends before.
    pub(crate) fn header(&mut self) -> io::Result<&[u8]> {
        self.fill(AHEAD)?;
        self.length = HEADER_LENGTH.min(self.end - self.at);
        Ok(self.bytes())
    }

    /// The present piece: the header or a record, 350 bytes unless it was cut off.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.buffer[self.at..self.at + self.length]
    }

    /// The bytes just before the present piece, at most so many.
    pub(crate) fn behind(&self, count: usize) -> &[u8] {
        &self.buffer[self.at.saturating_sub(count)..self.at]
    }

    /// Goes to the next record.
    pub(crate) fn step(&mut self) -> io::Result<Step> {
        self.at += self.length;
        self.length = 0;
        self.fill(AHEAD)?;
        self.at += self.separator_here();
        self.fill(AHEAD)?;
        if self.at == self.end {
            return Ok(Step::End);
        }
        let mut displaced = 0;
        if !self.stands_at(0, self.expected) && !self.stands_in_place() {
            if let Some(by) = self.search() {
                displaced = by;
                self.at = self.at.saturating_add_signed(by);
                self.fill(AHEAD)?;
            } else if let Some(length) = self.cut_short() {
                self.length = length;
            }
        }
        if self.length == 0 {
            self.length = RECORD_LENGTH.min(self.end - self.at);
        }
        let layout = Layout::of_record(self.bytes());
        self.closed |= layout == Some(Layout::R96);
        let expected_number = self.count(layout);
        if self.unreadable > UNREADABLE_IN_A_ROW {
            return Ok(Step::GivenUp);
        }
        Ok(Step::Record(Frame {
            layout,
            displaced,
            expected_number,
        }))
    }

    /// Bytes from here on, by an offset that may be negative.
    fn from(&self, offset: isize) -> &[u8] {
        self.at
            .checked_add_signed(offset)
            .and_then(|from| self.buffer.get(from..self.end))
            .unwrap_or_default()
    }

    /// How many CR and LF stand at an offset.
    fn run(&self, offset: isize) -> usize {
        self.from(offset)
            .iter()
            .take(LONGEST_SEPARATOR)
            .take_while(|byte| matches!(byte, b'\r' | b'\n'))
            .count()
    }

    /// Whether a record with this number, or a record 95 or 96, clearly begins at an offset.
    fn stands_at(&self, offset: isize, number: u32) -> bool {
        let bytes = self.from(offset);
        match Layout::of_record(bytes) {
            Some(layout) if layout.is_closing() => {
                bytes.len() >= 22
                    && &bytes[2..4] == b"00"
                    && all_digits(&bytes[4..7])
                    && &bytes[7..21] == b"00000000000000"
            }
            Some(_) => bytes.get(2..8).and_then(small::<u32>) == Some(number),
            None => false,
        }
    }

    /// Whether a record with this number clearly begins where the record at an offset should end.
    fn follows(&self, offset: isize, number: u32) -> bool {
        let next = offset + RECORD_LENGTH.cast_signed();
        self.stands_at(next, number) || self.stands_at(next + self.run(next).cast_signed(), number)
    }

    /// The length of the separator that stands here.
    fn separator_here(&mut self) -> usize {
        let run = self.run(0);
        let rest = self.end - self.at;
        if self.closed || (self.ended && run == rest) {
            return self
                .from(0)
                .iter()
                .take_while(|byte| matches!(byte, b'\r' | b'\n'))
                .count();
        }
        if self.stands_at(run.cast_signed(), self.expected) {
            self.separator.get_or_insert(run);
            return run;
        }
        match self.separator {
            Some(length) => length.min(run),
            None if run == 0 || self.follows(0, self.expected + 1) => 0,
            None => run,
        }
    }

    /// Whether the record here is the right one damaged, or another one undamaged: then its place is right.
    fn stands_in_place(&self) -> bool {
        let number = self.number_here();
        self.follows(0, self.expected + 1)
            || number.is_some_and(|number| self.follows(0, number + 1))
            || (self.ended && self.end - self.at <= RECORD_LENGTH && self.search_range(-1).next().is_none())
    }

    fn number_here(&self) -> Option<u32> {
        let bytes = self.from(0);
        Layout::of_record(bytes).filter(|layout| !layout.is_closing())?;
        bytes.get(2..8).and_then(small)
    }

    /// Where the expected record stands, less than one record away: the piece before is too long or too short.
    fn search(&self) -> Option<isize> {
        self.search_range(1).chain(self.search_range(-1)).next()
    }

    fn search_range(&self, direction: isize) -> impl Iterator<Item = isize> {
        (1..RECORD_LENGTH.cast_signed())
            .map(move |distance| distance * direction)
            .filter(move |offset| {
                let end = offset + RECORD_LENGTH.cast_signed();
                self.stands_at(*offset, self.expected)
                    && (self.follows(*offset, self.expected + 1)
                        || (self.ended && self.from(end).len() <= LONGEST_SEPARATOR))
            })
    }

    /// The length of the record here, when the one behind it begins too early.
    fn cut_short(&self) -> Option<usize> {
        (1..RECORD_LENGTH).find(|length| {
            let offset = length.cast_signed();
            self.stands_at(offset, self.expected + 1) && self.follows(offset, self.expected + 2)
        })
    }

    /// Takes the sequence number of the record into account; gives what it should be when it is not that.
    fn count(&mut self, layout: Option<Layout>) -> Option<u32> {
        let expected = self.expected;
        let number = match layout {
            Some(layout) if layout.is_closing() => return None,
            Some(_) => self.bytes().get(2..8).and_then(small::<u32>),
            None => None,
        };
        if number == Some(expected) {
            self.expected += 1;
            self.unreadable = 0;
            return None;
        }
        let next_is = |number: u32| self.follows(0, number);
        let reached = match number {
            _ if next_is(expected + 1) => expected + 1,
            Some(number) if next_is(number + 1) => number + 1,
            _ if next_is(expected) => expected,
            _ => {
                self.unreadable += 1;
                self.expected = expected + 1;
                return layout.map(|_| expected);
            }
        };
        self.unreadable = 0;
        self.expected = reached;
        layout.map(|_| expected)
    }
}
