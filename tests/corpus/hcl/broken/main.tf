variable "whole" {}
resource "half" {
  a =
}
variable "after" {}
