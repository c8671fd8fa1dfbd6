using AgriCredit.Privacy.Tests.Vertical;

// The process that a test starts beside itself, with other vector widths.
return args is ["bits"] ? PublicBits.Print() : 64;
