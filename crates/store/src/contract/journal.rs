//! Payloads, laws and the journal.

use jiff::{SignedDuration, Timestamp};

use super::fixture::{ODD_NAME, at, look, sealed, write};
use crate::{ContentHash, JournalEntry, SealedEntry, Store, seal};

/// A payload comes back byte for byte under its hash, and is kept once.
pub fn payloads_come_back_as_they_were(store: &dyn Store) {
    // Bytes that no compression makes shorter: a chain of hashes.
    let mut noise = Vec::with_capacity(1 << 20);
    let mut last = ContentHash::ZERO;
    while noise.len() < 1 << 20 {
        last = ContentHash::of(last.as_bytes());
        noise.extend_from_slice(last.as_bytes());
    }
    let every_byte: Vec<u8> = (0..=u8::MAX).collect();
    let payloads = [
        Vec::new(),
        vec![0],
        every_byte,
        ODD_NAME.into(),
        vec![b'0'; 1 << 20],
        noise,
    ];
    for payload in &payloads {
        let hash = ContentHash::of(payload);
        assert_eq!(look(store, |tx| tx.payload(hash)), None, "{} bytes", payload.len());
        for _ in 0..2 {
            assert_eq!(write(store, |tx| tx.keep_payload(payload)), hash);
        }
        let both = write(store, |tx| Ok((tx.keep_payload(payload)?, tx.keep_payload(payload)?)));
        assert_eq!(both, (hash, hash));
    }
    for payload in &payloads {
        let found = look(store, |tx| tx.payload(ContentHash::of(payload)));
        assert!(found.as_ref() == Some(payload), "{} bytes", payload.len());
    }
}

/// A law that was used is kept once, its files as payloads.
pub fn a_law_is_kept_once(store: &dyn Store) {
    let files = [
        ("parameters.toml", "a = 1"),
        ("sectors/ibw.toml", ODD_NAME),
        ("empty.toml", ""),
    ];
    write(store, |tx| tx.keep_law([1; 32], &mut files.into_iter()));
    write(store, |tx| {
        tx.keep_law([1; 32], &mut files.into_iter())?;
        // A later law shares most of its texts with the one before it.
        tx.keep_law([2; 32], &mut [("parameters.toml", "a = 2"), files[1]].into_iter())
    });
    for (_, text) in &files {
        let kept = look(store, |tx| tx.payload(ContentHash::of(text.as_bytes())));
        assert_eq!(kept.as_deref(), Some(text.as_bytes()));
    }
}

/// The files of a law come back as they were kept, in order of path.
pub fn the_files_of_a_law_come_back(store: &dyn Store) {
    let files = [
        ("sectors/ibw.toml", ODD_NAME),
        ("empty.toml", ""),
        ("a/b.toml", "a = 1"),
        ("a.toml", "a = 1"),
    ];
    assert_eq!(look(store, |tx| tx.law_files([1; 32])), None);
    write(store, |tx| tx.keep_law([1; 32], &mut files.into_iter()));
    write(store, |tx| tx.keep_law([2; 32], &mut files.into_iter().skip(3)));
    write(store, |tx| tx.keep_law([3; 32], &mut [].into_iter()));
    let found = |hash: u8| look(store, |tx| tx.law_files([hash; 32]));
    let owned = |(path, text): (&str, &str)| (path.to_owned(), text.to_owned());
    let ordered = [files[3], files[2], files[1], files[0]];
    assert_eq!(found(1), Some(ordered.map(owned).to_vec()));
    assert_eq!(found(2), Some(vec![owned(files[3])]));
    assert_eq!(found(3), Some(Vec::new()));
    assert_eq!(found(4), None);
}

fn entry(n: u8) -> JournalEntry {
    JournalEntry {
        at: at(i64::from(n)),
        actor: format!("fund 180 Signatory {ODD_NAME}"),
        use_case: if n.is_multiple_of(2) { "sign" } else { "" },
        subject: format!("batch {n}"),
        input: ContentHash::of(&[n]),
        answer: ContentHash::ZERO,
        law: n.is_multiple_of(3).then_some([n; 32]),
    }
}

#[track_caller]
fn all(store: &dyn Store) -> Vec<SealedEntry> {
    sealed(store, 0, u32::MAX)
}

/// Demands that the chain holds from its first entry to its last.
#[track_caller]
pub(super) fn verify(store: &dyn Store) {
    let entries = all(store);
    let before = std::iter::once(None).chain(entries.iter().map(Some));
    for (entry, before) in entries.iter().zip(before) {
        assert!(entry.follows(before), "entry {} does not follow", entry.number);
    }
}

/// Entries are numbered from 1 without a gap, each sealed with the hash of the one before it.
pub fn the_chain_has_no_gap(store: &dyn Store) {
    assert_eq!(all(store), []);
    let mut expected: Vec<SealedEntry> = Vec::new();
    for n in 0..10 {
        let mut new = entry(n);
        // A clock may be finer than what is kept: the seal holds what is kept.
        new.at = new
            .at
            .checked_add(SignedDuration::from_nanos(i64::from(n)))
            .expect("an instant");
        write(store, |tx| tx.append(&new));
        let number = i64::from(n) + 1;
        let previous = expected.last().map_or(ContentHash::ZERO, |entry| entry.hash);
        expected.push(SealedEntry {
            number,
            at: Timestamp::from_microsecond(new.at.as_microsecond()).expect("an instant"),
            actor: new.actor.clone(),
            use_case: new.use_case.to_owned(),
            subject: new.subject.clone(),
            input: new.input,
            answer: new.answer,
            law: new.law,
            previous,
            hash: seal(previous, number, &new),
        });
    }
    assert_eq!(all(store), expected);
    verify(store);
    write(store, |tx| {
        tx.append(&entry(11))?;
        tx.append(&entry(12))
    });
    let two = sealed(store, 10, 9);
    assert_eq!(
        two.iter()
            .map(|entry| (entry.number, &*entry.subject))
            .collect::<Vec<_>>(),
        [(11, "batch 11"), (12, "batch 12")],
        "several in one transaction"
    );
    verify(store);
}

/// Entries are read in pages of any size, in order.
pub fn entries_come_in_pages(store: &dyn Store) {
    write(store, |tx| (0..7).try_for_each(|n| tx.append(&entry(n))));
    let numbers = |after, limit| {
        let page = sealed(store, after, limit);
        page.iter().map(|entry| entry.number).collect::<Vec<_>>()
    };
    assert_eq!(numbers(0, 3), [1, 2, 3]);
    assert_eq!(numbers(3, 3), [4, 5, 6]);
    assert_eq!(numbers(6, 3), [7]);
    assert_eq!(numbers(7, 3), [0; 0]);
    assert_eq!(numbers(0, 0), [0; 0]);
    assert_eq!(numbers(i64::MAX, 3), [0; 0]);
    assert_eq!(numbers(-1, 1), [1]);
}

/// An entry of a dropped transaction takes no number.
pub fn a_dropped_entry_leaves_no_gap(store: &dyn Store) {
    write(store, |tx| tx.append(&entry(1)));
    look(store, |tx| tx.append(&entry(2)));
    write(store, |tx| tx.append(&entry(3)));
    let entries = all(store);
    assert_eq!(entries.len(), 2);
    assert_eq!((entries[1].number, &*entries[1].subject), (2, "batch 3"));
    verify(store);
}

/// Entries are counted apart from themselves, so that a cut-off end is seen; what was dropped does not count.
pub fn what_was_appended_is_counted_apart(store: &dyn Store) {
    let appended = |store: &dyn Store| {
        store.seal_journal().expect("the journal is sealed");
        look(store, |tx| tx.appended())
    };
    assert_eq!(appended(store).unwrap_or(0), 0);
    for n in 1..=3 {
        write(store, |tx| tx.append(&entry(n)));
        look(store, |tx| tx.append(&entry(n)));
        assert_eq!(appended(store), Some(i64::from(n)));
    }
}
