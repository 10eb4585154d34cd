const view = <List<Item> items={load(1, 2)} render={(item) => item.render()} />;
export const used = use(view);
