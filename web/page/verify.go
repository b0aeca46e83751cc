package page

// VerifyCode is where the code on a printed receipt leads; what it holds comes after a "#", so
// that no server gets to see it.
const VerifyCode = "/V"
