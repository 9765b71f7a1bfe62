//! The files of the folder, as they were when the program was built.

include!(concat!(env!("OUT_DIR"), "/embedded_files.rs"));
