"""The reviewer: what somebody should look at in a plan before its report goes out. It points, and changes nothing."""
