#![no_main]
use libfuzzer_sys::fuzz_target;

fuzz_target!(|note: &str| pedigraph_fuzz::check_note(note));
