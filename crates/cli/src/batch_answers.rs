//! `zorgkas batch answers BATCH`: the answers on a batch of a store, as files, as JSON, or as pages to read and print.

use std::path::Path;

use app::{App, BatchAnswer, Context, Problem};
use identifiers::BatchId;
use regulation::Law;
use web::{Language, Style, Words, batch_answer_page};

use crate::args::{AnswerForm, BatchAnswers};
use crate::output::{Failure, Output, Status};
use crate::workplace::{existing_store, make_folder, operator, read, write};

/// Writes every answer on a batch and names each file.
pub(crate) fn run(arguments: &BatchAnswers, law: Law, output: &mut Output) -> Result<Status, Failure> {
    let store = existing_store(&arguments.data)?;
    let app = App::new(store.as_ref(), law);
    let context = operator(crate::clock::now());
    let batch = batch_of(&app, &context, &arguments.batch)?;
    make_folder(&arguments.out)?;
    let mut keep = |name: String, bytes: &[u8]| {
        let path = arguments.out.join(name);
        write(&path, bytes)?;
        output.line(path.display())
    };
    if arguments.form == AnswerForm::File {
        for answer in app.answers(&context, batch)? {
            keep(format!("batch-{batch}.{}", answer.name), &answer.bytes)?;
        }
        return Ok(Status::Done);
    }
    for answer in app.answer_documents(&context, batch)? {
        let (end, text) = as_text(arguments, &answer)?;
        keep(format!("batch-{batch}.{}.{end}", answer.message), text.as_bytes())?;
    }
    Ok(Status::Done)
}

fn as_text(arguments: &BatchAnswers, answer: &BatchAnswer) -> Result<(&'static str, String), Failure> {
    let fault = |error: String| Problem::Fault(format!("an answer cannot be written: {error}"));
    if arguments.form == AnswerForm::Json {
        let text = serde_json::to_string_pretty(answer).map_err(|error| fault(error.to_string()))?;
        return Ok(("json", text + "\n"));
    }
    let language = if arguments.english { Language::En } else { Language::Nl };
    let page = batch_answer_page(Words(language), answer, Style::Inside).map_err(|error| fault(error.to_string()))?;
    Ok(("html", page))
}

/// A batch by its own number, or by the file that was sent.
pub(crate) fn batch_of(app: &App<'_>, context: &Context, given: &str) -> Result<BatchId, Failure> {
    if let Ok(number) = given.parse() {
        return Ok(BatchId(number));
    }
    Ok(app.batch_of_bytes(context, &read(Path::new(given))?)?.id)
}
