//! The partitions of lines and guarded days, one for each month of care: made ahead, or on demand at the latest.
//!
//! A month that is made on demand is made in the transaction that needs it, and makes others who need a new month wait
//! until that transaction ends: so months are made ahead, in a transaction of their own.

use std::sync::PoisonError;

use store::StoreError;

use crate::pool::Pool;
use crate::transaction::PostgresTransaction;

impl Pool {
    /// Which of these months are not known to be there.
    pub(crate) fn missing_months(&self, months: &[i32]) -> Vec<i32> {
        let known = self.months.lock().unwrap_or_else(PoisonError::into_inner);
        months.iter().copied().filter(|month| !known.contains(month)).collect()
    }

    /// These months are there: what made them is committed.
    pub(crate) fn know_months(&self, months: &[i32]) {
        if !months.is_empty() {
            let mut known = self.months.lock().unwrap_or_else(PoisonError::into_inner);
            known.extend(months);
        }
    }
}

impl PostgresTransaction<'_> {
    /// Makes the partitions of these months where they are missing.
    pub(crate) fn make_months(&mut self, months: &[i32]) -> Result<(), StoreError> {
        let mut missing = self.lent.pool.missing_months(months);
        missing.retain(|month| !self.made_months.contains(month));
        if missing.is_empty() {
            return Ok(());
        }
        missing.sort_unstable();
        missing.dedup();
        self.run("SELECT make_months($1)", &[&missing])?;
        self.made_months.extend(missing);
        Ok(())
    }
}
