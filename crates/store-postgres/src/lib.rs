//! The store on a PostgreSQL server: the second implementation of the traits in `store`.
