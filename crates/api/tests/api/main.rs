//! The interface over real mutual TLS: a server on loopback, certificates made for the test, a client that is not ours.

#![allow(clippy::unwrap_used, reason = "test code")]

mod agency;
mod calls;
mod client;
mod connections;
mod contract;
mod crowd;
mod examples;
mod fund;
mod limits;
mod openapi;
mod proxy;
mod standing;
mod walk;
mod world;
