SELECT p.code, p.spaces FROM parking p {at_home} WHERE p.spaces > 0 ORDER BY p.code
