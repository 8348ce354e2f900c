package io.hardline.telnet;

/** The values of SET-CONTROL (RFC 2217, section 3), in their order from 0 to 19. */
public enum ComPortControl {
  /** Tell me the flow control outbound, or both ways. */
  ASK_FLOW,
  FLOW_NONE,
  FLOW_XON_XOFF,
  FLOW_HARDWARE,
  ASK_BREAK,
  BREAK_ON,
  BREAK_OFF,
  ASK_DTR,
  DTR_ON,
  DTR_OFF,
  ASK_RTS,
  RTS_ON,
  RTS_OFF,
  /** Tell me the flow control inbound. */
  ASK_INBOUND_FLOW,
  INBOUND_FLOW_NONE,
  INBOUND_FLOW_XON_XOFF,
  INBOUND_FLOW_HARDWARE,
  FLOW_DCD,
  INBOUND_FLOW_DTR,
  FLOW_DSR
}
