"""Who may do which op on a plan. Server and client ask the same question here, the server's answer counts."""
