export const Whole = () => <div />;
export const Broken = () => <div><span></div>;
export const Unclosed = () => <div
