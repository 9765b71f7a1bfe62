//! The document as a page to read: no script, nothing from elsewhere.

use askama::Template;
use serde_json::Value;

#[derive(Template)]
#[template(path = "doc.html")]
struct Page<'d> {
    title: &'d str,
    description: &'d str,
    groups: Vec<Group<'d>>,
    problems: Vec<(&'d str, &'d str)>,
    forms: Vec<Form<'d>>,
}

struct Group<'d> {
    name: &'d str,
    calls: Vec<Call<'d>>,
}

struct Call<'d> {
    id: String,
    method: String,
    path: &'d str,
    summary: &'d str,
    description: &'d str,
    parameters: Vec<Field<'d>>,
    about_body: &'d str,
    bodies: Vec<Body<'d>>,
    answers: Vec<Answer<'d>>,
    /// The statuses of its problems.
    problems: String,
}

struct Answer<'d> {
    status: &'d str,
    description: &'d str,
    bodies: Vec<Body<'d>>,
}

struct Body<'d> {
    media: &'d str,
    kind: Kind,
    example: String,
}

/// A schema in the place of a value: its words, and the form it leads to.
struct Kind {
    words: String,
    form: Option<String>,
}

struct Form<'d> {
    name: &'d str,
    description: &'d str,
    words: Vec<&'d str>,
    fields: Vec<Field<'d>>,
}

struct Field<'d> {
    name: &'d str,
    kind: Kind,
    required: bool,
    description: &'d str,
}

/// The page of a document.
pub(super) fn page(document: &Value) -> String {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (path, methods) in entries(&document["paths"]) {
        for (method, operation) in entries(methods) {
            let name = text(&operation["tags"][0]);
            let call = call(method, path, operation);
            match groups.iter_mut().find(|group| group.name == name) {
                Some(group) => group.calls.push(call),
                None => groups.push(Group {
                    name,
                    calls: vec![call],
                }),
            }
        }
    }
    groups.sort_by_key(|group| ORDER.iter().position(|name| *name == group.name));
    let problems = entries(&document["components"]["responses"])
        .map(|(name, problem)| (name.trim_start_matches("Problem"), text(&problem["description"])));
    let page = Page {
        title: text(&document["info"]["title"]),
        description: text(&document["info"]["description"]),
        groups,
        problems: problems.collect(),
        forms: entries(&document["components"]["schemas"])
            .map(|(name, schema)| form(name, schema))
            .collect(),
    };
    page.render().unwrap_or_default()
}

/// In which order a reader meets the groups.
const ORDER: [&str; 6] = [
    "Insurance",
    "Care",
    "Invoicing",
    "Reference data",
    "Care funds",
    "Agency",
];

fn call<'d>(method: &str, path: &'d str, operation: &'d Value) -> Call<'d> {
    let responses = || entries(&operation["responses"]);
    let parameters = list(&operation["parameters"])
        .iter()
        .filter(|one| one.get("name").is_some());
    let problems: Vec<&str> = responses()
        .map(|(status, _)| status)
        .filter(|status| !status.starts_with('2'))
        .collect();
    Call {
        id: text(&operation["operationId"]).to_owned() + &path.replace(['/', '{', '}'], "-"),
        method: method.to_uppercase(),
        path,
        summary: text(&operation["summary"]),
        description: text(&operation["description"]),
        parameters: parameters
            .map(|parameter| Field {
                name: text(&parameter["name"]),
                kind: kind(&parameter["schema"]),
                required: parameter["required"] == true,
                description: text(&parameter["description"]),
            })
            .collect(),
        about_body: text(&operation["requestBody"]["description"]),
        bodies: bodies(&operation["requestBody"]["content"]),
        answers: responses()
            .filter(|(status, _)| status.starts_with('2'))
            .map(|(status, response)| Answer {
                status,
                description: text(&response["description"]),
                bodies: bodies(&response["content"]),
            })
            .collect(),
        problems: problems.join(", "),
    }
}

fn bodies(content: &Value) -> Vec<Body<'_>> {
    let body = |(media, body): (_, &Value)| Body {
        media,
        kind: kind(&body["schema"]),
        example: match &body["example"] {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => format!("{other:#}"),
        },
    };
    entries(content).map(body).collect()
}

fn form<'d>(name: &'d str, schema: &'d Value) -> Form<'d> {
    let required: Vec<&str> = list(&schema["required"]).iter().map(text).collect();
    let field = |(name, schema): (&'d str, &'d Value)| Field {
        name,
        kind: kind(schema),
        required: required.contains(&name),
        description: text(&schema["description"]),
    };
    Form {
        name,
        description: text(&schema["description"]),
        words: list(&schema["enum"]).iter().map(text).collect(),
        fields: entries(&schema["properties"]).map(field).collect(),
    }
}

fn kind(schema: &Value) -> Kind {
    let led = |place: &Value| text(place).rsplit('/').next().unwrap_or_default().to_owned();
    if schema.get("$ref").is_some() {
        let name = led(&schema["$ref"]);
        return Kind {
            words: name.clone(),
            form: Some(name),
        };
    }
    if schema["type"] == "array" {
        let item = kind(&schema["items"]);
        return Kind {
            words: format!("list of {}", item.words),
            form: item.form,
        };
    }
    if schema.get("oneOf").is_some() {
        let choices: Vec<String> = list(&schema["oneOf"]).iter().map(|choice| kind(choice).words).collect();
        return Kind {
            words: choices.join(" or "),
            form: None,
        };
    }
    if schema.get("enum").is_some() {
        let words: Vec<String> = list(&schema["enum"])
            .iter()
            .map(|word| word.to_string().replace('"', ""))
            .collect();
        return Kind {
            words: words.join(", "),
            form: None,
        };
    }
    let mut words = text(&schema["type"]).to_owned();
    for told in ["format", "pattern"] {
        if let Some(told) = schema[told].as_str() {
            words = format!("{words}, {told}");
        }
    }
    if words.is_empty() {
        words.push_str("any");
    }
    Kind { words, form: None }
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.as_str(), value))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
