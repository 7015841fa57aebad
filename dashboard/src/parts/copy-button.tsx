import { Check, Copy } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from './button.tsx';

interface CopyButtonProps {
  text: string;
  /** What is copied: `Copy the command`. */
  label: string;
  /** Shows the label beside the icon. */
  named?: boolean;
}

const CONFIRMED_MS = 1_500;

export function CopyButton({ text, label, named = false }: CopyButtonProps): JSX.Element {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), CONFIRMED_MS);
  };
  const said = copied ? 'Copied' : label;
  return (
    <Button kind="quiet" size="small" icon={copied ? Check : Copy} label={said} onClick={() => void copy()}>
      {named ? said : undefined}
    </Button>
  );
}
