using AgriCredit.Federation.Storage.Tests.Support;

// The process that the tests start beside themselves: it writes until it is killed, or opens a store and says how that went.
return args switch
{
    ["write", string location, string member] => WriterProcess.Write(location, member),
    ["open", string location, string member] => WriterProcess.Open(location, member),
    _ => 64,
};
