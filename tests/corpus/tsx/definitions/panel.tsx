import React, { type FC } from "react";

/** What a panel takes. */
export interface PanelProps {
  title: string;
  onClose?: () => void;
}

export const Panel: FC<PanelProps> = ({ title, onClose }) => {
  const close = () => onClose?.();
  return (
    <section>
      <h1 onClick={() => close()}>{title}</h1>
    </section>
  );
};

export function Page<T,>({ items }: { items: T[] }): JSX.Element {
  return <>{items.map((item, index) => <li key={index}>{String(item)}</li>)}</>;
}

export default class Board extends React.Component<PanelProps> {
  state = { open: false };
  toggle = (): void => this.setState({ open: true });

  render(): JSX.Element {
    return <Panel {...this.props} title="Board" />;
  }
}

const Lazy = React.memo(function Inner() { return <br />; });
