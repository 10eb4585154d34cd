locals {
  size = var.big && !var.small ? 3 : 1
  all  = [for x in var.list : x if x > 1]
}
