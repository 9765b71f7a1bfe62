//! Embeds the folder `regulation/`, after reading it as the program will: a fault in it fails the build, with
//! its file and line.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

#[allow(
    dead_code,
    unused_imports,
    missing_docs,
    reason = "the build script uses only the reading of the folder"
)]
#[path = "src/data/mod.rs"]
mod data;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?)
        .join("../../regulation")
        .canonicalize()?;
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed=src/data");
    println!("cargo::rerun-if-changed=build.rs");
    let mut paths = Vec::new();
    toml_files(&folder, &mut paths)?;
    paths.sort();
    let mut files = Vec::new();
    for path in &paths {
        let name: Vec<_> = path
            .strip_prefix(&folder)?
            .iter()
            .map(|part| part.to_string_lossy())
            .collect();
        files.push((name.join("/"), fs::read_to_string(path)?));
    }
    let texts: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    if let Err(faults) = data::Data::read(&texts) {
        for fault in &faults {
            println!("cargo::error=regulation/{fault}");
        }
        return Err(format!("regulation/ has {} faults", faults.len()).into());
    }
    fs::write(
        Path::new(&env::var("OUT_DIR")?).join("embedded_files.rs"),
        embedded_files(&files, &paths)?,
    )?;
    Ok(())
}

/// The paths of the `.toml` files in a folder and the folders in it.
fn toml_files(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            toml_files(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            found.push(path);
        }
    }
    Ok(())
}

fn embedded_files(files: &[(String, String)], paths: &[PathBuf]) -> Result<String, std::fmt::Error> {
    let mut code = String::from(
        "/// Path inside the folder, and text, of each file.\npub(crate) static FILES: &[(&str, &str)] = &[\n",
    );
    for ((name, _), path) in files.iter().zip(paths) {
        writeln!(code, "    ({name:?}, include_str!({:?})),", path.display().to_string())?;
    }
    code.push_str("];\n");
    Ok(code)
}
