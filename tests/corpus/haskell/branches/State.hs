module State where

step :: Int -> Bool -> Int
step a b
  | a > 1 && b || a < 0 = 1
  | otherwise = if b then 2 else 3

other x = case x of
  1 -> 1
  _ -> if x > 2 then 1 else 2
