//! Register files: what is read, every fault with its exact text, and files of any content.

#![allow(clippy::unwrap_used, reason = "helpers of tests: a panic is a failed test")]

mod delivery;
mod files;
mod properties;
mod references;
mod rows;
