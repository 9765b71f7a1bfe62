//! What is copied to another store is all that there is.

use std::collections::BTreeMap;

use rusqlite::Connection;
use store::copy::TABLES;

use super::support::{folder, open};

#[test]
fn every_table_and_column_is_copied() {
    let folder = folder();
    let path = folder.path().join("zorgkas.db");
    drop(open(&path));
    let connection = Connection::open(&path).expect("opens");
    let mut statement = connection
        .prepare(
            "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c
             WHERE t.type = 'table' AND t.name <> 'schema_migration' ORDER BY t.name, c.name",
        )
        .expect("a statement");
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("rows");
    for row in rows {
        let (table, column) = row.expect("a row");
        found.entry(table).or_default().push(column);
    }
    let copied: BTreeMap<String, Vec<String>> = TABLES
        .iter()
        .map(|table| {
            let mut columns: Vec<String> = table.columns.iter().map(|(name, _)| (*name).to_owned()).collect();
            columns.sort();
            (table.name.to_owned(), columns)
        })
        .collect();
    assert_eq!(copied, found);
}
