/// <reference types="node" />
// comment

/** doc */ export const code = 1;
const template = `

${code /* inside */}
`;
