use std::collections::HashMap;

const SIZE: usize = std::mem::size_of::<u64>();

impl Pipeline {
    fn run(&mut self, input: &str) -> Result<Vec<u8>, Error> {
        self.prepare();
        self.stages.first().ok_or(Error::Empty)?.start(input, 1)?;
        let map = HashMap::<String, u8>::with_capacity(4);
        let total = input.lines().map(|line| line.trim()).filter(valid).collect::<Vec<_>>();
        Self::check(&map);
        <Self as Default>::default();
        (self.hook)(input);
        handlers[0](input);
        make(1)(2);
        println!("{} {total}", describe(&map));
        let list = vec![1, 2, 3];
        let filled = vec![0; 4];
        assert_eq!(list.len(), 3, "why");
        let wrapped = Some(Event::Added(1));
        let shape = Shape { size: measure() };
        std::thread::spawn(move || work(list)).join().unwrap();
        async { fetch().await };
        tracing::info!(target: "x", "hi");
        Ok(total)
    }
}

#[derive(Clone)]
struct Marker;

macro_rules! twice {
    ($e:expr) => { once($e) };
}

fn main() {
    twice!(inner(1));
}
