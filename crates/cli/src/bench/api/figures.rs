//! What was measured, told for people or as JSON.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::peak_memory_bytes;
use super::Cores;
use crate::output::{Failure, Output};

/// Calls of one kind.
#[derive(Default)]
pub(super) struct Step {
    pub(super) calls: u64,
    pub(super) time: Duration,
    pub(super) statements: u64,
    pub(super) commits: u64,
    pub(super) cores: Cores,
    /// How long each answer was waited for.
    pub(super) waits_micros: Vec<u64>,
}

impl Step {
    pub(super) fn add(&mut self, other: Self) {
        self.calls += other.calls;
        self.time += other.time;
        self.statements += other.statements;
        self.commits += other.commits;
        self.cores.add(other.cores);
        self.waits_micros.extend(other.waits_micros);
    }

    pub(super) fn per_second(&self) -> u64 {
        let per_second = u128::from(self.calls) * 1_000_000_000 / self.time.as_nanos().max(1);
        u64::try_from(per_second).unwrap_or(u64::MAX)
    }

    /// Statements of a call, rounded.
    fn statements_each(&self) -> u64 {
        (self.statements + self.calls / 2) / self.calls.max(1)
    }

    /// Calls that shared a commit, on average; 0 where that is not counted.
    fn calls_of_a_commit(&self) -> u64 {
        self.calls.checked_div(self.commits).unwrap_or_default()
    }

    /// How many microseconds of a core the server took for each.
    fn server_micros_each(&self) -> u64 {
        const MICROS_OF_A_TICK: u64 = 10_000;
        let ticks = self.cores.all.saturating_sub(self.cores.callers);
        (ticks * MICROS_OF_A_TICK).checked_div(self.calls).unwrap_or_default()
    }

    /// In how many microseconds so many of a thousand were answered.
    fn within_micros(&self, of_a_thousand: usize) -> u64 {
        let mut waits = self.waits_micros.clone();
        waits.sort_unstable();
        let place = (waits.len() * of_a_thousand).div_ceil(1000).saturating_sub(1);
        waits.get(place).copied().unwrap_or_default()
    }
}

/// A run.
pub(super) struct Figures {
    pub(super) people: u64,
    pub(super) connections: u64,
    pub(super) health: Step,
    pub(super) status: Step,
    /// The rate of `steady`.
    pub(super) half_per_second: u64,
    /// Insurance status at half the rate that was reached.
    pub(super) steady: Step,
    /// `/health` at the same rate: what the machine itself lets one wait.
    pub(super) steady_health: Step,
    pub(super) requests: Step,
    /// Durable commits one after the other.
    pub(super) alone: Step,
}

impl Figures {
    pub(super) fn tell(&self, as_json: bool, output: &mut Output) -> Result<(), Failure> {
        if as_json {
            return output.line(self.as_json());
        }
        for line in self.lines() {
            output.line(line)?;
        }
        Ok(())
    }

    fn status_of_health_percent(&self) -> u64 {
        self.status.per_second() * 100 / self.health.per_second().max(1)
    }

    fn as_json(&self) -> Value {
        let of = |step: &Step| {
            json!({
                "calls": step.calls,
                "perSecond": step.per_second(),
                "statements": step.statements_each(),
                "callsOfACommit": step.calls_of_a_commit(),
                "serverMicrosOfACore": step.server_micros_each(),
                "callersPercentOfCores": step.cores.callers_percent(),
                "p50Micros": step.within_micros(500),
                "p99Micros": step.within_micros(990),
                "p999Micros": step.within_micros(999),
            })
        };
        json!({
            "health": of(&self.health),
            "status": of(&self.status),
            "statusOfHealthPercent": self.status_of_health_percent(),
            "steadyPerSecond": self.half_per_second,
            "steady": of(&self.steady),
            "steadyHealth": of(&self.steady_health),
            "requests": of(&self.requests),
            "commitsAlone": of(&self.alone),
            "peakMemoryBytes": peak_memory_bytes(),
        })
    }

    /// The same for people.
    fn lines(&self) -> Vec<String> {
        let taken = |step: &Step| {
            let (micros, percent) = (step.server_micros_each(), step.cores.callers_percent());
            format!("{micros} µs of a core each; the callers took {percent} % of all that was taken")
        };
        let waits = |step: &Step| {
            let [p50, p99, p999] = [500, 990, 999].map(|part| step.within_micros(part));
            format!("half within {p50} µs, 99 % within {p99} µs, 99.9 % within {p999} µs")
        };
        let kept = |step: &Step| {
            let (statements, calls) = (step.statements_each(), step.calls_of_a_commit());
            format!("{statements} statements each, {calls} share a commit")
        };
        let (connections, people, half) = (self.connections, self.people, self.half_per_second);
        let (status, requests) = (self.status.per_second(), self.requests.per_second());
        let percent = self.status_of_health_percent();
        vec![
            format!("Calls of software over mutual TLS, {connections} connections that stay, {people} people"),
            format!(
                "  {} /health a second ({})",
                self.health.per_second(),
                taken(&self.health)
            ),
            format!(
                "  {status} insurance status a second, {percent} % of /health; {}",
                kept(&self.status)
            ),
            format!("    ({})", taken(&self.status)),
            format!("  {half} insurance status a second: {}", waits(&self.steady)),
            format!("  {half} /health a second: {}", waits(&self.steady_health)),
            format!(
                "  {requests} care requests a second, durable ({} of them); {}",
                self.requests.calls,
                kept(&self.requests)
            ),
            format!("    ({})", taken(&self.requests)),
            format!(
                "  {} durable commits a second one after the other: {}",
                self.alone.per_second(),
                waits(&self.alone)
            ),
            format!(
                "  peak memory {} MB, the callers with it",
                peak_memory_bytes() / 1_000_000
            ),
        ]
    }
}
