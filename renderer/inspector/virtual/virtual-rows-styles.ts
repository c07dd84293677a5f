import { css } from "lit";

/** The boxes that `VirtualRows` needs: the scroller, a sizer that makes it scroll, and a view that stays in place. */
export const virtualRowsStyles = css`
  .scroller {
    display: grid;
    flex: 1;
    grid-template: auto / minmax(0, 1fr);
    min-height: 0;
    overflow: hidden auto;
    overflow-anchor: none;
    scrollbar-gutter: stable;
    contain: strict;
  }
  .scroller > * {
    grid-area: 1 / 1;
  }
  .view {
    position: sticky;
    top: 0;
    align-self: start;
    height: 100cqb;
    overflow: clip;
  }
  .view:focus-visible {
    outline-offset: -2px;
  }
  .scroller {
    container-type: size;
  }
  .view > .row {
    position: absolute;
    inset: 0 0 auto 0;
  }
`;
