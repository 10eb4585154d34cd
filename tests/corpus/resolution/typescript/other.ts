export function helper(): number {
  return 3;
}

export function parseInt(text: string): string {
  return text;
}
