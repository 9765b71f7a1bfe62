//! Brief transactions of one thread, one after the other, that wait for their shared commit at the end only.

use store::{Store, StoreError, Transaction};

use crate::writer::Promises;
use crate::{Session, SqliteStore};

/// The store as such a thread sees it. It counts as one that waits for the connection, so that whoever else joins the
/// group leaves it open; what it left open it commits at its end.
pub(crate) struct Together<'s> {
    store: &'s SqliteStore,
    promises: Promises<'s>,
}

impl<'s> Together<'s> {
    pub(crate) fn new(store: &'s SqliteStore) -> Self {
        Self {
            store,
            promises: store.writer.promises(),
        }
    }

    /// Waits until all is durable.
    pub(crate) fn end(self) -> Result<(), StoreError> {
        self.promises.keep()
    }
}

impl Store for Together<'_> {
    fn begin(&self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        self.store.begin()
    }

    fn begin_brief(&self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        let turn = self.store.writer.begin_promised(&self.promises)?;
        Ok(self.store.transaction(Session::Write(turn)))
    }

    fn together(&self, work: &mut dyn FnMut(&dyn Store)) -> Result<(), StoreError> {
        self.store.together(work)
    }

    fn begin_snapshot(&self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        self.store.begin_snapshot()
    }

    fn seal_journal(&self) -> Result<(), StoreError> {
        self.store.seal_journal()
    }

    fn prepare_months(&self, months: &[identifiers::Month]) -> Result<(), StoreError> {
        self.store.prepare_months(months)
    }

    fn statements(&self) -> u64 {
        self.store.statements()
    }
}
