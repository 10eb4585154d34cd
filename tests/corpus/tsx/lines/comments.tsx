// above
export const view = (
  <div>
    {/* inside */}
    text // is text
  </div>
);
