use super::Reader;
impl Reader<'_> {
    pub(super) fn read_prose(&mut self) {}
}
