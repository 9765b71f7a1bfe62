//! Small use cases that come at the same time: one thread does them one after the other, and their answers leave when the
//! commit that they share is durable ([`Store::together`]). So many calls cost one commit and one change of threads.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use app::{App, Problem};
use regulation::Law;
use store::{Store, StoreError};
use tokio::sync::oneshot;

/// How many share a commit at most: the first of them waits for the last.
const MOST: usize = 128;

/// A use case that waits for its turn; its answer waits for the commit.
type Job = Box<dyn FnOnce(&App<'_>) -> Held + Send>;
type Held = Box<dyn FnOnce(&Result<(), StoreError>) + Send>;

/// Those who wait for their turn.
#[derive(Default)]
pub(crate) struct Crowd {
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    jobs: VecDeque<Job>,
    /// Whether a thread does them.
    is_worked: bool,
}

impl Crowd {
    /// Queues a use case; gives where its answer will come, and whether a thread must be sent to [`Crowd::work`].
    pub(crate) fn queue<T, F, G>(&self, use_case: F, room: G) -> (oneshot::Receiver<Result<T, Problem>>, bool)
    where
        T: Send + 'static,
        F: FnOnce(&App<'_>) -> Result<T, Problem> + Send + 'static,
        G: Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let job: Job = Box::new(move |app| {
            let answer = catch_unwind(AssertUnwindSafe(|| use_case(app))).unwrap_or_else(|_| Err(broken_off()));
            Box::new(move |kept| {
                let answer = match kept {
                    Ok(()) => answer,
                    Err(error) => Err(Problem::from(error.clone())),
                };
                // First: whoever is answered may come again at once.
                drop(room);
                // Whoever went away is told nothing.
                let _ = tell.send(answer);
            })
        });
        let mut queue = self.lock();
        queue.jobs.push_back(job);
        let is_first = !queue.is_worked;
        queue.is_worked = true;
        (told, is_first)
    }

    /// Does what waits until nothing does.
    pub(crate) fn work(&self, store: &dyn Store, law: &Law) {
        loop {
            let done = catch_unwind(AssertUnwindSafe(|| self.work_together(store, law)));
            let mut queue = self.lock();
            if done.is_err() {
                // Whoever waits for these is told that they broke off.
                queue.jobs.clear();
            }
            if queue.jobs.is_empty() {
                queue.is_worked = false;
                return;
            }
        }
    }

    fn work_together(&self, store: &dyn Store, law: &Law) {
        let mut held = Vec::new();
        let kept = store.together(&mut |store| {
            let app = App::new(store, law.clone());
            while held.len() < MOST
                && let Some(job) = self.next()
            {
                held.push(job(&app));
            }
        });
        for answer in held {
            answer(&kept);
        }
    }

    fn next(&self) -> Option<Job> {
        self.lock().jobs.pop_front()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is told where a use case panicked.
pub(crate) fn broken_off() -> Problem {
    Problem::Fault("a use case broke off".into())
}
