/** A field whose value is one of a list of options. */
import { Select, type SelectProps } from "@mantine/core";
import { useState } from "react";
import { flushSync } from "react-dom";

/**
 * Draw the options only while the field is in use, from the first key or touch until it loses the focus: a long list
 * costs more than the rest of a form, and is drawn again with each change of the form. They are drawn at once, because
 * that first key may choose among them.
 */
export function OptionSelect({ comboboxProps, onBlur, ...props }: SelectProps) {
  const [isInUse, setInUse] = useState(false);
  const begin = (): void => flushSync(() => setInUse(true));
  return (
    <Select
      {...props}
      comboboxProps={{ transitionProps: { duration: 0 }, shadow: "md", ...comboboxProps, keepMounted: isInUse }}
      onPointerDown={begin}
      onKeyDown={begin}
      onBeforeInput={begin}
      onBlur={(event) => {
        setInUse(false);
        onBlur?.(event);
      }}
    />
  );
}
