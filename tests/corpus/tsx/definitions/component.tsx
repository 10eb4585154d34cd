import React, { useState } from 'react';

interface Props { title: string; onClose?: () => void }

/** A panel with a title. */
export const Panel: React.FC<Props> = ({ title, onClose }) => {
  const [open, setOpen] = useState<boolean>(true);
  const close = () => { setOpen(false); onClose?.(); };
  return open ? <section><h1>{title}</h1><button onClick={close}>x</button></section> : null;
};

export default function App() {
  return <>{items.map(item => item.visible && <Panel key={item.id} title={item.name} />)}</>;
}
